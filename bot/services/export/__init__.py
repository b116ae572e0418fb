"""/export: gathering a debate's data and writing it."""
