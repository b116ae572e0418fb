"""/poll: opening, voting, closing, counting, deadlines, reminders, announcements."""
