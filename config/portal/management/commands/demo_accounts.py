"""Show the demo accounts of the seeded town."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone, translation

from accounts.models import Appointment, User
from config.portal.seed.people import DEMO_HOST


class Command(BaseCommand):
    help = "Print the demo accounts that seed_city made: e-mail, role, body; they share one password."

    def handle(self, *args, **options) -> None:
        users = User.objects.filter(email__endswith=f"@{DEMO_HOST}", is_active=True).order_by("pk")
        if not users:
            self.stdout.write("No demo accounts: manage.py seed_city makes them.")
            return
        posts = Appointment.objects.in_force(timezone.localdate()).select_related("organisation", "district")
        held = {post.user_id: post for post in posts.filter(user__in=users)}
        self.stdout.write(f"Password of all demo accounts: {settings.DEMO_PASSWORD}")
        with translation.override("en"):
            for user in users:
                post = held.get(user.pk)
                role = f"{post.get_role_display()}, {post.organisation.name}" if post else "resident"
                self.stdout.write(f"  {user.email:<40} {role}")
