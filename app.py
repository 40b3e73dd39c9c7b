"""The RegAtlas app (`regatlas app`, or `make run`): pages only; webapp/ makes what they show."""

import streamlit as st

from webapp import pages, style

st.set_page_config(page_title="RegAtlas", page_icon="§", layout="centered")
style.apply()
st.navigation(
    [
        st.Page(pages.ask, title="Ask", icon=":material/chat:", default=True),
        st.Page(pages.assess, title="Assess", icon=":material/fact_check:", url_path="assess"),
        st.Page(pages.compare, title="Compare", icon=":material/view_column:", url_path="compare"),
    ],
    position="top",
).run()
