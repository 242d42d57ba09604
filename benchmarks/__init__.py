"""Measurements that are no part of the product; `lavic bench` is what a shop runs."""
