"""What all features share: answering in time, refusals, texts, layout."""
