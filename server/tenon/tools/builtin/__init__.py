"""The tools that ship with the product: per provider one YAML with its declaration and one module with `TOOLS`.

`TOOLS` maps names of tools to functions; a provider with credentials also has `check`, which tries them.
"""
