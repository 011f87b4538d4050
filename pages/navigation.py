"""The list of pages."""

import streamlit as st

from spectrum import ui

st.set_page_config(page_icon=ui.FAVICON, layout="wide")
page = st.navigation(
    [
        st.Page("average.py", title="Spectrum", icon=":material/scatter_plot:", default=True),
        st.Page("vote.py", title="Vote", icon=":material/how_to_vote:"),
        st.Page("my_votes.py", title="My votes", icon=":material/person:"),
        st.Page("distribution.py", title="Distribution", icon=":material/blur_on:"),
        st.Page("disagreement.py", title="Disagreement", icon=":material/align_horizontal_center:"),
        st.Page("voters.py", title="Voters", icon=":material/groups:"),
        st.Page("compare.py", title="Compare", icon=":material/compare_arrows:"),
        st.Page("timeline.py", title="Timeline", icon=":material/timeline:"),
        st.Page("wall.py", title="Wall", icon=":material/cast:"),
        st.Page("organise.py", title="Organise", icon=":material/tune:"),
        st.Page("data.py", title="Data", icon=":material/download:"),
        st.Page("method.py", title="Method", icon=":material/menu_book:"),
    ],
    position="top",
)
ui.run_page(page)
