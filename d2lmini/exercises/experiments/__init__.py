"""The exercises of the chapter "Experiments", in the order of the page."""

EXERCISES = "standard_error paired_difference two_rates freeze_body clean_split honest_report shown_claims"
