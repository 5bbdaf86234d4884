"""Addresses of tasks."""

from django.urls import path

from anju.accounts.codes import Right
from anju.accounts.pages import page
from anju.tasks import views

urlpatterns = [
    path("todo/", page(views.task_list, right=Right.SIGNED_IN), name="tasks"),
    path("todo/export/", page(views.task_export, right=Right.SIGNED_IN), name="tasks_export"),
]
