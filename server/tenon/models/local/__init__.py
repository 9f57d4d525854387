"""An embedding model that runs in this process, from the files of an installed package."""
