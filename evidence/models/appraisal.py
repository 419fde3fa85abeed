"""Questions, the appraisal of their evidence, and facts about studies (D4)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from evidence.choices import BadgeValue, Design, Direction, Interests, Population
from references.models.library import Reference

GRADE_STEPS = [(0, "0 not serious"), (1, "1 serious"), (2, "2 very serious")]
UPGRADE_STEPS = [(0, "0 no"), (1, "1 large"), (2, "2 very large")]
YES_NO_STEPS = [(0, "0 no"), (1, "1 yes")]


class Question(models.Model):
    """What claims about effect, harm, frequency, prognosis or a test answer. Frozen once a version names it."""

    key = models.SlugField(max_length=60, unique=True, db_collation="C")
    title = models.CharField("question", max_length=300)
    population = models.CharField(max_length=300)
    intervention = models.CharField("intervention or exposure", max_length=300)
    comparator = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=300)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Judgements(models.Model):
    """GRADE over a body of evidence: deductions 0-2, upgrades, direction, and the search behind it."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="%(class)ss")
    direction = models.CharField(max_length=20, choices=Direction.choices, blank=True)
    risk_of_bias = models.SmallIntegerField(choices=GRADE_STEPS, default=0)
    inconsistency = models.SmallIntegerField(choices=GRADE_STEPS, default=0)
    inconsistency_explained = models.BooleanField(default=False)
    indirectness = models.SmallIntegerField(choices=GRADE_STEPS, default=0)
    imprecision = models.SmallIntegerField(choices=GRADE_STEPS, default=0)
    publication_bias = models.SmallIntegerField(choices=GRADE_STEPS, default=0)
    large_effect = models.SmallIntegerField(choices=UPGRADE_STEPS, default=0)
    dose_response = models.SmallIntegerField(choices=YES_NO_STEPS, default=0)
    plausible_confounding = models.SmallIntegerField(choices=YES_NO_STEPS, default=0)
    interval_spans_both = models.BooleanField("interval spans benefit and harm", default=False)
    surrogate_only = models.BooleanField("surrogate outcome only", default=False)
    n_waiver = models.TextField("reason to waive the minimum deduction for n", blank=True)
    rationale = models.TextField(help_text="Why these judgements, in a few sentences.")
    effect_line = models.TextField(
        blank=True, help_text="In absolute numbers: how many of how many, followed for how long."
    )
    search = models.ForeignKey(Reference, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


class ProfileDraft(Judgements):
    """One reviewer's proposal for the next profile of a question.

    Private until it is handed in; read by others once two are. `blind` is false of one that was handed in
    again by a person who could already read the other's. What is handed in, or closed, never changes. A domain
    that lowers certainty is null until it is judged: nobody says "not serious" by saying nothing.
    """

    risk_of_bias = models.SmallIntegerField(choices=GRADE_STEPS, null=True, blank=True)  # type: ignore[assignment]
    inconsistency = models.SmallIntegerField(choices=GRADE_STEPS, null=True, blank=True)  # type: ignore[assignment]
    indirectness = models.SmallIntegerField(choices=GRADE_STEPS, null=True, blank=True)  # type: ignore[assignment]
    imprecision = models.SmallIntegerField(choices=GRADE_STEPS, null=True, blank=True)  # type: ignore[assignment]
    publication_bias = models.SmallIntegerField(choices=GRADE_STEPS, null=True, blank=True)  # type: ignore[assignment]
    studies = models.JSONField(default=list, help_text='A list of {"reference", "direction"}.')
    review_due_on = models.DateField(
        "appraise again by",
        null=True,
        blank=True,
        help_text="Only if it should be earlier than the rule says.",
    )
    drafted_at = models.DateTimeField(db_default=Now())
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField(null=True)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    blind = models.BooleanField(default=True, db_default=True)
    closing_reason = models.TextField(blank=True, db_default="")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="evidence_profiledraft_closed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(handed_in_at=None, handed_in_by=None)
                | Q(
                    handed_in_at__isnull=False,
                    handed_in_by__isnull=False,
                    handed_in_by=F("drafted_by"),
                ),
                name="evidence_profiledraft_handed_in_by_its_drafter",
            ),
            models.CheckConstraint(
                condition=Q(handed_in_at=None)
                | Q(
                    risk_of_bias__isnull=False,
                    inconsistency__isnull=False,
                    indirectness__isnull=False,
                    imprecision__isnull=False,
                    publication_bias__isnull=False,
                ),
                name="evidence_profiledraft_handed_in_says_every_domain",
            ),
            models.UniqueConstraint(
                fields=["question", "drafted_by"],
                condition=Q(closed_at=None),
                name="evidence_profiledraft_one_open_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: draft by {self.drafted_by}"


class Profile(Judgements):
    """One adopted appraisal of a question, numbered. Never changed; the newest is in force.

    Where its domains can move a badge it names two people who drafted it, each without seeing the other's.
    """

    number = models.PositiveIntegerField()
    adopted_at = models.DateTimeField(db_default=Now())
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    second_drafter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    domains_can_move = models.BooleanField(default=False, db_default=False)
    review_due_on = models.DateField()
    born = models.BigIntegerField(editable=False, db_default=0)

    class Meta:
        ordering = ["question", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="evidence_profile_number"),
            models.CheckConstraint(
                condition=Q(domains_can_move=False) | Q(second_drafter__isnull=False),
                name="evidence_profile_that_moves_badges_has_two_drafters",
            ),
            models.CheckConstraint(
                condition=Q(second_drafter=None) | ~Q(second_drafter=F("drafted_by")),
                name="evidence_profile_drafters_are_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: profile {self.number}"


class ProfileStudy(models.Model):
    """One study in the body of evidence of a profile, and which way it points. Never changed."""

    profile = models.ForeignKey(Profile, models.PROTECT, related_name="studies")
    reference = models.ForeignKey(Reference, models.PROTECT, related_name="+")
    direction = models.CharField(max_length=20, choices=Direction.choices, blank=True)
    apart_from_reviews = models.BooleanField("no review of this profile pools it", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "reference"], name="evidence_profilestudy_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile_id}: {self.reference_id}"


class StudyFacts(models.Model):
    """Facts about one study, shared by all claims: entered by staff, confirmed by a reviewer.

    Append-only: the highest number is current; confirming inserts the next number with the confirmation.
    """

    reference = models.ForeignKey(Reference, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    design = models.CharField(max_length=30, choices=Design.choices, default=Design.UNKNOWN)
    population = models.CharField(max_length=20, choices=Population.choices, blank=True)
    species = models.CharField(max_length=100, blank=True)
    n = models.PositiveIntegerField("number analysed", null=True, blank=True)
    follow_up = models.CharField(max_length=100, blank=True)
    funding = models.CharField(max_length=300, blank=True)
    interests = models.CharField(
        max_length=20, choices=Interests.choices, default=Interests.NOT_REPORTED
    )
    seller_involved = models.BooleanField(
        "a seller or clinic of the treatment was involved", default=False, db_default=False
    )
    concurrent_group = models.BooleanField("has a concurrent comparison group", default=False)
    pooled_designs = ArrayField(
        models.CharField(max_length=30, choices=Design.choices), default=list, blank=True
    )
    pooled_populations = ArrayField(
        models.CharField(max_length=20, choices=Population.choices), default=list, blank=True
    )
    pooled_studies = models.PositiveIntegerField(
        "independent studies pooled", default=0, help_text="For this outcome; 0 if not known."
    )
    reports_apart = models.BooleanField("reports designs and species apart", default=False)
    includes_retracted = models.BooleanField("includes a retracted study", default=False)
    about_lab_work = models.BooleanField("is about laboratory work", default=False)
    stated_certainty = models.CharField(
        max_length=20,
        choices=[
            (v, v)
            for v in ("", BadgeValue.HIGH, BadgeValue.MODERATE, BadgeValue.LOW, BadgeValue.VERY_LOW)
        ],
        blank=True,
    )
    is_preprint = models.BooleanField("preprint or conference abstract", default=False)
    cluster = models.CharField(
        "trial registration",
        max_length=100,
        blank=True,
        help_text="The same for reports of one trial.",
    )
    checked_on = models.DateField(
        null=True, blank=True, help_text="When the record or the search was looked at."
    )
    entered_at = models.DateTimeField(db_default=Now())
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["reference", "-number"]
        verbose_name_plural = "study facts"
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "number"], name="evidence_studyfacts_number"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="evidence_studyfacts_confirmed_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference_id}: {self.get_design_display()}"

    @property
    def involves_seller(self) -> bool:
        """Whether a seller or clinic was involved, also as rows said it before that was a fact of its own."""
        return self.seller_involved or self.interests == Interests.SELLER


class SameWork(models.Model):
    """A reviewer's word that a changed record is still the work that was reviewed (section 7 item 7)."""

    reference = models.ForeignKey(Reference, models.PROTECT, related_name="+")
    reason = models.TextField()
    before = models.JSONField()
    after = models.JSONField()
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    born = models.BigIntegerField(editable=False, db_default=0)

    def __str__(self) -> str:
        return f"{self.reference_id}: same work"
