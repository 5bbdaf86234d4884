"""Addresses of proposals and their letters."""

from django.urls import path

from anju.accounts.codes import Right
from anju.accounts.pages import page
from anju.proposals import views

urlpatterns = [
    path("letters/", page(views.letter_list, right=Right.READ_FIGURES), name="letters"),
    path("letters/<int:pk>/", page(views.letter_page, right=Right.READ_FIGURES), name="letter"),
    path(
        "letters/<int:pk>/pages/<int:number>/",
        page(views.preview, right=Right.READ_FIGURES),
        name="letter_preview",
    ),
    path(
        "letters/<int:pk>/evidence/", page(views.evidence, right=Right.MAKE_LETTERS), name="letter_evidence"
    ),
    path(
        "letters/<int:pk>/<slug:kind>/", page(views.letter_file, right=Right.READ_FIGURES), name="letter_file"
    ),
    path("proposals/<int:pk>/", page(views.proposal_page, right=Right.READ_FIGURES), name="proposal"),
    path(
        "proposals/<int:pk>/reply/", page(views.make_reply, right=Right.MAKE_LETTERS), name="proposal_reply"
    ),
    path("proposals/jobs/<int:pk>/", page(views.reply_job, right=Right.MAKE_LETTERS), name="reply_job"),
]
