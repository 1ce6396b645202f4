"""Everyday things and textures, drawn: what the small backbone is pretrained on (no clothes, hands, letters or pets)."""
