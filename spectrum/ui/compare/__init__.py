"""The Compare page: what is compared, its charts, figures and cautions."""
