"""What the bot can do: one module a feature, one function a use case, one transaction each."""
