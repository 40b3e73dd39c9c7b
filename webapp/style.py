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
.ra-heading { font-weight: 600; margin-top: .6rem; }
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
.ra-cards { display: grid; gap: .75rem; margin: 0 0 .5rem;
  grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); }
.ra-card { border: 1px solid #d5dde3; border-top: 4px solid var(--tone, #8a97a3);
  border-radius: .4rem; padding: .7rem .9rem .8rem; background: #fff; color: #1c2430; }
.ra-card h3 { font-size: .8rem; font-weight: 600; margin: 0 0 .3rem; padding: 0; opacity: .8;
  letter-spacing: 0; line-height: 1.3; }
.ra-card p { font-size: .85rem; line-height: 1.4; margin: .35rem 0 0; overflow-wrap: anywhere;
  display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 5; overflow: hidden; }
.ra-verdict { font-size: 1.2rem; font-weight: 700; line-height: 1.25; color: var(--ink, #4a5661); }
.ra-sign { display: inline-block; min-width: 1.35em; height: 1.35em; margin-right: .4em;
  border-radius: 50%; background: var(--tone, #8a97a3); color: #fff; text-align: center;
  font-size: .8em; line-height: 1.35em; font-weight: 700; vertical-align: .08em; }
.ra-good { --tone: #2b7a4b; --ink: #1f5c38; }
.ra-careful { --tone: #b7791f; --ink: #855310; }
.ra-bad { --tone: #b3372f; --ink: #912a24; }
.ra-open { --tone: #4b6b94; --ink: #38527a; }
.ra-bar { display: grid; grid-template-columns: 4rem 1fr 2.8rem; gap: .5rem; align-items: center;
  font-size: .8rem; margin-top: .3rem; }
.ra-bar span:last-child { text-align: right; font-variant-numeric: tabular-nums; }
.ra-track { height: .5rem; border-radius: .25rem; background: #e3e9ed; overflow: hidden; }
.ra-track i { display: block; height: 100%; background: #1f5673; }
.ra-finding { margin: .2rem 0 0; font-weight: 600; line-height: 1.4; overflow-wrap: anywhere; }
.ra-finding .ra-tag { display: inline; margin-left: .5em; color: #1f5673; opacity: 1; }
.ra-list { margin: 0 0 .5rem; padding-left: 1.2rem; line-height: 1.5; }
.ra-list li { margin: .1rem 0; overflow-wrap: anywhere; }
.ra-scroll { overflow-x: auto; }
.ra-table { border-collapse: collapse; width: 100%; font-size: .9rem; line-height: 1.45;
  table-layout: fixed; min-width: 40rem; }
.ra-table th, .ra-table td { border: 1px solid #d5dde3; padding: .5rem .65rem; text-align: left;
  vertical-align: top; overflow-wrap: anywhere; font-weight: 400; }
.ra-table thead th { background: #f3f5f7; font-weight: 700; }
.ra-table tbody th { background: #f3f5f7; font-weight: 600; }
.ra-table thead td { width: 10rem; }
.ra-table th .ra-note { font-weight: 400; }
.ra-table .ra-verdict { font-size: 1rem; }
.ra-number { display: block; font-weight: 600; font-size: .85rem; color: #1f5673; }
.ra-text { padding: .1rem 0 .25rem; }
.ra-text .ra-words { font-family: "Source Serif", Georgia, serif; display: block; }
.ra-deep-1 { margin-left: 1.2rem; } .ra-deep-2 { margin-left: 2.4rem; }
.ra-deep-3 { margin-left: 3.6rem; } .ra-deep-4 { margin-left: 4.8rem; }
.ra-deep-5 { margin-left: 6rem; } .ra-deep-6 { margin-left: 7.2rem; }
.ra-here { background: #fdf6dc; box-shadow: -.4rem 0 0 #fdf6dc; }
.ra-finding + .ra-note.ra-law { margin-bottom: .4rem; }
.ra del { background: #fbe3e1; color: #7c1f19; }
.ra ins { background: #dff1e4; color: #1a5232; }
.ra sup { line-height: 0; font: 600 .72rem "Source Sans", sans-serif; color: #1f5673; }
</style>"""


WIDE = """<style>
[data-testid="stMainBlockContainer"] { max-width: 72rem; }
[data-testid="stMainBlockContainer"] [data-testid="stBaseButton-tertiary"] {
  color: #1f5673; min-height: 1.6rem; padding: 0; text-align: left; }
[data-testid="stMainBlockContainer"] [data-testid="stBaseButton-tertiary"]:hover {
  text-decoration: underline; }
[class*="st-key-cites-"], [class*="st-key-library-contents"] { row-gap: 0; }
[class*="st-key-row-1-"] { padding-left: 1rem; } [class*="st-key-row-2-"] { padding-left: 2rem; }
[class*="st-key-row-3-"] { padding-left: 3rem; }
</style>"""


def apply() -> None:
    """Give the page its look."""
    st.html(STYLE)


def wide() -> None:
    """Give a page with forms and tables the room that they take."""
    st.html(WIDE)
