"""What pages share: cached reads, controls that live in the URL, and words for people."""

from spectrum.ui.access import invite_to_sign_in, is_organiser
from spectrum.ui.canvas import voting_canvas, wall_canvas
from spectrum.ui.controls import (
    anchor_choice,
    choose_tool,
    chosen_tool,
    matching_tools,
    sorted_tools,
    spectrum_options,
    tool_search,
)
from spectrum.ui.current import board, settings
from spectrum.ui.distribution import (
    distribution_picture,
    distribution_sentence,
    figures_table,
    histograms,
    plane,
    public_votes,
    tool_figures,
    tool_options,
)
from spectrum.ui.downloads import chart_downloads
from spectrum.ui.frame import (
    FAVICON,
    friendly_errors,
    no_tools,
    page_head,
    page_style,
    palette,
    sentence,
    whole_screen,
)
from spectrum.ui.organiser import (
    adding_panel,
    join_panel,
    open_round_panel,
    opening_form,
    rounds_so_far,
    tell_outcome,
)
from spectrum.ui.reads import View, counts, mean_ellipses, open_round, positions, rounds, tools, votes
from spectrum.ui.spectrum import average_sentence, spectrum_alternative, spectrum_chart, spectrum_picture
from spectrum.ui.takeaway import backup, data_sentence, package_download, table_downloads
from spectrum.ui.tools import pickable_chart, tool_card, tool_list
from spectrum.ui.words import board_sentence, round_sentence

__all__ = [
    "FAVICON",
    "View",
    "adding_panel",
    "anchor_choice",
    "average_sentence",
    "backup",
    "board",
    "board_sentence",
    "chart_downloads",
    "choose_tool",
    "chosen_tool",
    "counts",
    "data_sentence",
    "distribution_picture",
    "distribution_sentence",
    "figures_table",
    "friendly_errors",
    "histograms",
    "invite_to_sign_in",
    "is_organiser",
    "join_panel",
    "matching_tools",
    "mean_ellipses",
    "no_tools",
    "open_round",
    "open_round_panel",
    "opening_form",
    "package_download",
    "page_head",
    "page_style",
    "palette",
    "pickable_chart",
    "plane",
    "positions",
    "public_votes",
    "round_sentence",
    "rounds",
    "rounds_so_far",
    "sentence",
    "settings",
    "sorted_tools",
    "spectrum_alternative",
    "spectrum_chart",
    "spectrum_options",
    "spectrum_picture",
    "table_downloads",
    "tell_outcome",
    "tool_card",
    "tool_figures",
    "tool_list",
    "tool_options",
    "tool_search",
    "tools",
    "votes",
    "voting_canvas",
    "wall_canvas",
    "whole_screen",
]
