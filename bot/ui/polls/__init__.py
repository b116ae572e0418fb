"""/poll: the ballot paper, voting, the board that keeps it fresh, and the posting of results."""
