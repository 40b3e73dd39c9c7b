"""What the Streamlit app shows: chat, assessment, comparison, a citation opened, the sidebar."""
