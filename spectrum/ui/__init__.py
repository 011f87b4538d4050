"""What pages share: cached reads, controls that live in the URL, and words for people."""

from spectrum.ui.average.chart import average_sentence, spectrum_alternative, spectrum_chart, spectrum_picture
from spectrum.ui.average.search import matching_tools, sorted_tools, tool_search
from spectrum.ui.average.tools import pickable_chart, tool_card, tool_list
from spectrum.ui.canvas import voting_canvas, wall_canvas
from spectrum.ui.cautions import end_without_own_votes, end_without_votes, seed_y_caution
from spectrum.ui.compare.charts import (
    comparison_chart,
    comparison_groups,
    comparison_sentence,
    nothing_to_compare,
)
from spectrum.ui.compare.choice import Lacking, compared
from spectrum.ui.compare.figures import tool_differences
from spectrum.ui.compare.table import comparison_table
from spectrum.ui.controls import (
    anchor_choice,
    choose_tool,
    chosen_tool,
    spectrum_options,
)
from spectrum.ui.current import board, settings
from spectrum.ui.data.snapshots import snapshot_shelf
from spectrum.ui.data.takeaway import (
    backup,
    data_sentence,
    names_download,
    package_download,
    table_downloads,
)
from spectrum.ui.disagreement.agreement import board_agreement, camps_note
from spectrum.ui.disagreement.charts import disagreement_charts, disagreement_options, disagreement_sentence
from spectrum.ui.disagreement.figures import disagreement_figures, with_camps
from spectrum.ui.disagreement.table import disagreement_table
from spectrum.ui.distribution.course import mean_course
from spectrum.ui.distribution.facets import grouped_votes
from spectrum.ui.distribution.figures import figures_table
from spectrum.ui.distribution.picked import vote_picking
from spectrum.ui.distribution.plane import (
    PICKING,
    WHOLE,
    distribution_picture,
    distribution_sentence,
    end_if_too_few,
    margins,
    margins_picture,
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
from spectrum.ui.looking_back import run_page
from spectrum.ui.method.page import method_contents, method_sentence, method_text
from spectrum.ui.moments import recent_moment
from spectrum.ui.own_votes import own_votes
from spectrum.ui.reads import (
    View,
    counts,
    mean_ellipses,
    open_round,
    positions_at,
    rounds,
    tools,
    votes,
)
from spectrum.ui.timeline.figures import timeline_figures
from spectrum.ui.timeline.player import timeline_options, timeline_player, timeline_sentence, timeline_tables
from spectrum.ui.voters.charts import (
    end_with_too_few_voters,
    habit_panel,
    residual_panel,
    voter_options,
    voters_sentence,
)
from spectrum.ui.voters.numbers import voter_numbers
from spectrum.ui.voters.table import anchoring_note, voters_table
from spectrum.ui.words import board_sentence, round_sentence

__all__ = [
    "FAVICON",
    "PICKING",
    "WHOLE",
    "Lacking",
    "View",
    "anchor_choice",
    "anchoring_note",
    "average_sentence",
    "backup",
    "board",
    "board_agreement",
    "board_sentence",
    "camps_note",
    "chart_downloads",
    "choose_tool",
    "chosen_tool",
    "compared",
    "comparison_chart",
    "comparison_groups",
    "comparison_sentence",
    "comparison_table",
    "counts",
    "data_sentence",
    "disagreement_charts",
    "disagreement_figures",
    "disagreement_options",
    "disagreement_sentence",
    "disagreement_table",
    "distribution_picture",
    "distribution_sentence",
    "end_if_too_few",
    "end_with_too_few_voters",
    "end_without_own_votes",
    "end_without_votes",
    "figures_table",
    "friendly_errors",
    "grouped_votes",
    "habit_panel",
    "margins",
    "margins_picture",
    "matching_tools",
    "mean_course",
    "mean_ellipses",
    "method_contents",
    "method_sentence",
    "method_text",
    "names_download",
    "no_tools",
    "nothing_to_compare",
    "open_round",
    "own_votes",
    "package_download",
    "page_head",
    "page_style",
    "palette",
    "pickable_chart",
    "plane",
    "positions_at",
    "public_votes",
    "recent_moment",
    "residual_panel",
    "round_sentence",
    "rounds",
    "run_page",
    "seed_y_caution",
    "sentence",
    "settings",
    "snapshot_shelf",
    "sorted_tools",
    "spectrum_alternative",
    "spectrum_chart",
    "spectrum_options",
    "spectrum_picture",
    "table_downloads",
    "timeline_figures",
    "timeline_options",
    "timeline_player",
    "timeline_sentence",
    "timeline_tables",
    "tool_card",
    "tool_differences",
    "tool_figures",
    "tool_list",
    "tool_options",
    "tool_search",
    "tools",
    "vote_picking",
    "voter_numbers",
    "voter_options",
    "voters_sentence",
    "voters_table",
    "votes",
    "voting_canvas",
    "wall_canvas",
    "whole_screen",
    "with_camps",
]
