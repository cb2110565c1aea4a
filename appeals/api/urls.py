"""Addresses under ``/api/v1/``."""

from django.urls import path

from appeals.api import knowledge, sending, views

urlpatterns = [
    path("articles/", knowledge.ArticleList.as_view(), name="articles"),
    path("articles/<slug:code>/", knowledge.ArticleDetail.as_view(), name="article"),
    path("quick-answers/", knowledge.QuickFigures.as_view(), name="quick-answers"),
    path("categories/", views.CategoryList.as_view(), name="categories"),
    path("appeals/", views.AppealList.as_view(), name="appeals"),
    path("appeals/<str:number>/", views.AppealDetail.as_view(), name="appeal"),
    path("appeals/<str:number>/timeline/", views.AppealTimeline.as_view(), name="appeal-timeline"),
    path("appeals/<str:number>/parts/<int:part>/<slug:act>/", sending.PartAct.as_view(), name="appeal-part-act"),
    path("appeals/<str:number>/<slug:act>/", views.AppealAct.as_view(), name="appeal-act"),
]
