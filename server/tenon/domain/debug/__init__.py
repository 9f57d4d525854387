"""Trying a draft node by node: what its nodes gave last, for each member on their own, and runs of one node."""
