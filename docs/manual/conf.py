"""How Sphinx builds the user manual: `sphinx -b json`, whose pages the application shows inside its own shell."""

from sphinx.builders.html import StandaloneHTMLBuilder

# The pictures are WebP: a third of the weight of PNG. Sphinx knows the format and only does not offer it to pages yet.
StandaloneHTMLBuilder.supported_image_types.append("image/webp")

project = "安居用户手册"
language = "zh_CN"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
exclude_patterns = ["README.md"]
myst_enable_extensions = ["colon_fence", "deflist"]
html_permalinks = False
html_copy_source = False
html_use_index = False
nitpicky = True
