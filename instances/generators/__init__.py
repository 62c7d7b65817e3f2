"""The bundled territories as code: real places and hours read from their sources, assumed demand drawn from a seed.

``python -m instances.generators`` writes every territory's folder anew; the same code gives the same files.
"""
