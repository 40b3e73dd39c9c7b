"""The RegAtlas app (`regatlas app`, or `make run`): pages only; webapp/ makes what they show."""

import streamlit as st

from webapp import chat, knowledge, sidebar, style

st.set_page_config(page_title="RegAtlas", page_icon="§", layout="centered")
style.apply()

opened = knowledge.opened()
if opened is None:
    st.stop()
scope = sidebar.show(opened)
chat.show(opened, scope)
