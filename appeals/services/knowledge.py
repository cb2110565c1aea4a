"""Writing an article down: what the search looks at is made from its words."""

from datetime import datetime

from appeals.models import Article
from appeals.rules.asking import searched
from workflow.actor import Actor


def write(article: Article, *, actor: Actor, at: datetime) -> Article:
    """Save a new or changed article. The form has judged its fields; who may change it is for the door to say."""
    article.heading_folded, article.folded = searched(article.headings, article.bodies)
    article.changed_at, article.changed_by_id = at, actor.user_id
    article.save()
    return article
