"""Everyday things and textures, drawn: the small backbone is pretrained on them (no clothes, hands, letters, pets)."""
