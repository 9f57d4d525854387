"""The tool contract: how tools are declared, what they give back, and the tools that ship with the product."""
