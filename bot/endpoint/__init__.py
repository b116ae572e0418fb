"""Discord's interactions over HTTP: whether Discord sent them, and answers in the responses."""
