"""Renderers of the letter model: Word (the document), typst (PDF and preview anywhere), LibreOffice (the .docx printed)."""
