"""What pages share: cached reads, controls that live in the URL, and words for people."""

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
from spectrum.ui.frame import FAVICON, friendly_errors, no_tools, page_head, palette, sentence
from spectrum.ui.reads import View, counts, mean_ellipses, open_round, positions, rounds, tools, votes
from spectrum.ui.spectrum import average_sentence, spectrum_alternative, spectrum_chart, spectrum_picture
from spectrum.ui.takeaway import backup, data_sentence, package_download, table_downloads
from spectrum.ui.tools import pickable_chart, tool_card, tool_list
from spectrum.ui.voter import my_votes, tell_outcome, tool_to_vote_on, vote_form, voter_id, voting_is_off
from spectrum.ui.words import board_sentence, round_sentence

__all__ = [
    "FAVICON",
    "View",
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
    "matching_tools",
    "mean_ellipses",
    "my_votes",
    "no_tools",
    "open_round",
    "package_download",
    "page_head",
    "palette",
    "pickable_chart",
    "plane",
    "positions",
    "public_votes",
    "round_sentence",
    "rounds",
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
    "tool_to_vote_on",
    "tools",
    "vote_form",
    "voter_id",
    "votes",
    "voting_is_off",
]
