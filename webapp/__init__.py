"""What the Streamlit app shows: the chat, a citation opened, the sidebar."""
