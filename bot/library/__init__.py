"""The content of a debate: reads YAML into one frozen and fully checked Library."""
