# The summary of the decision aid: a page, paper and a PDF that both sides keep.

decide-summary-title = Our talk about an operation or not
decide-summary-lead = Print this page, or keep it as a PDF. We keep nothing of it.
decide-summary-make = Make a summary to keep
decide-summary-pdf = Keep it as a PDF
decide-summary-back = Back to the options
decide-summary-made = Made on
decide-summary-unknown = not known
decide-summary-nothing = Not known for any option, from trials we could check: { $outcomes }.
decide-summary-set = These numbers come from this set of trials: { $set }.
decide-summary-version = Made with knowledge version { $version }.
