"""Every page of a pack in its fullest form, held to what Discord takes."""
