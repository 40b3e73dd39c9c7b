"""The RegAtlas app (`regatlas app`, or `make run`): pages only; webapp/ makes what they show."""

import streamlit as st

from webapp import ingesting, pages, style

st.set_page_config(page_title="RegAtlas", page_icon="§", layout="centered")
style.apply()
shown = [
    st.Page(pages.ask, title="Ask", icon=":material/chat:", default=True),
    st.Page(pages.assess, title="Assess", icon=":material/fact_check:", url_path="assess"),
    st.Page(pages.compare, title="Compare", icon=":material/view_column:", url_path="compare"),
    st.Page(pages.read, title="Library", icon=":material/menu_book:", url_path="library"),
]
if ingesting.allowed():
    shown.append(st.Page(pages.add, title="Add", icon=":material/upload_file:", url_path="add"))
st.navigation(shown, position="top").run()
