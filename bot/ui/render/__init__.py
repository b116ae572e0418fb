"""What people see: values in, embeds and views out, no I/O."""
