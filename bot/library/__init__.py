"""The content of a debate: YAML in, one frozen and fully checked Library out."""
