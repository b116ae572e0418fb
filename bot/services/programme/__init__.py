"""The programme: the evening in steps, and the next right thing."""
