"""How the page looks beyond its theme: the law's own words in a book face, ours in a plain one."""

import streamlit as st

STYLE = """<style>
[data-testid="stMainBlockContainer"], [data-testid="stBottomBlockContainer"] { max-width: 54rem; }
[data-testid="stMainBlockContainer"] { padding-top: 3.5rem; }
[data-testid="stMainBlockContainer"] h1 { font-size: 2.1rem; }
[data-testid="stChatMessage"] [data-testid="stBaseButton-tertiary"] {
  color: #1f5673; min-height: 1.6rem; padding: 0; text-align: left; }
[data-testid="stChatMessage"] [data-testid="stBaseButton-tertiary"]:hover {
  text-decoration: underline; }

.ra { margin: 0 0 .25rem; line-height: 1.55; white-space: pre-wrap; overflow-wrap: anywhere; }
.ra-law, .ra-whole { font-family: "Source Serif", Georgia, serif; }
.ra-law { border-left: 3px solid #9db4c0; padding-left: .9rem; }
.ra-digest { border: 1px dashed #9db4c0; border-radius: .4rem; padding: .5rem .9rem .6rem; }
.ra-tag { display: block; font-size: .8rem; font-weight: 600; opacity: .8; }
.ra-note { font-size: .875rem; line-height: 1.45; opacity: .78; }
.ra-notice { border-left: 3px solid #b7791f; background: #fbf6e9; color: #1c2430;
  padding: .5rem .9rem; }
.ra-whole { max-height: 26rem; overflow-y: auto; padding-right: .5rem; }
.ra mark { background: #fdecb2; color: #1c2430; padding: .1em 0; }
.ra mark::before { /* a long text opens where its quote is: browsers ask for a box to go to */
  content: ""; display: inline-block; height: 1em; vertical-align: bottom;
  scroll-initial-target: nearest; }
.ra sup { line-height: 0; font: 600 .72rem "Source Sans", sans-serif; color: #1f5673; }
</style>"""


def apply() -> None:
    """Give the page its look."""
    st.html(STYLE)
