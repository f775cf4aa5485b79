"""The built-in plugins, one folder for each family; they arrive by the door that a stranger's plugin uses."""
