"""The list of pages."""

import streamlit as st

from spectrum import ui

st.set_page_config(page_title="Spectrum", page_icon=ui.FAVICON, layout="wide")
st.navigation(
    [
        st.Page("average.py", title="Spectrum", icon=":material/scatter_plot:", default=True),
        st.Page("vote.py", title="Vote", icon=":material/how_to_vote:"),
        st.Page("distribution.py", title="Distribution", icon=":material/blur_on:"),
        st.Page("wall.py", title="Wall", icon=":material/cast:"),
        st.Page("organise.py", title="Organise", icon=":material/tune:"),
        st.Page("data.py", title="Data", icon=":material/download:"),
    ],
    position="top",
).run()
