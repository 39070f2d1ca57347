"""One row per whole or judged name: the group of names that are one person's, called by its least name.

Joins by judgement first, then by score, best first. Never joins what was judged apart, names of two people of
people.csv, or two names that are two people's on their own account, whatever lies between them. A name that goes as
well with each of two such names is left alone: a person has to say which it is. What goes a little less well is a slip
of the pen where one article alone spells it so, and several spell the other.
"""

ONE_PERSON = 0.8
SLIP_OF_THE_PEN = 0.65
SEVERAL = 3
TWO_PEOPLE = 0.6
AS_WELL = 0.05  # scores nearer to each other than this do not decide between two people


def model(dbt, session):
    """Return the rows of the model."""
    words = dbt.ref("int_names__words")
    scored = dbt.ref("int_names__scored")
    judged = dbt.ref("int_names__judged")
    known = dbt.ref("int_names__known")
    whole = {name for name, count in words.project("name, whole_count").distinct().fetchall() if count > 1}
    judgements = judged.project("name, other_name, is_one_person").fetchall()
    mentions = dbt.ref("stg_mentions").project("article_id, exact_folded").distinct()
    counts = dict(mentions.aggregate("exact_folded, count(*)", "exact_folded").fetchall())
    pairs = scored.project("score, name, other_name").filter(f"score >= {SLIP_OF_THE_PEN} or score < {TWO_PEOPLE}")
    people = {}
    for name, person_id in known.project("name, person_id").fetchall():
        people.setdefault(name, set()).add(person_id)
    rows = group(whole, people, judgements, pairs.fetchall(), counts)
    session.execute("create or replace temp table names_grouped (name varchar, group_name varchar)")
    session.execute(
        "insert into names_grouped select unnest($1::varchar[]), unnest($2::varchar[])",
        [[name for name, _ in rows], [group_name for _, group_name in rows]],
    )
    return session.table("names_grouped")


def group(whole, people, judgements, pairs, counts):
    """Return name and group of each name, sorted."""
    apart, links = {}, []
    for name, other, is_one in judgements:
        if not is_one:
            apart.setdefault(name, set()).add(other)
        elif name < other:
            links.append((name, other))
    near, unlike, edges = {}, {}, []
    for score, name, other in pairs:
        if name not in whole or other not in whole:
            continue
        if score < TWO_PEOPLE:
            unlike.setdefault(name, set()).add(other)
            unlike.setdefault(other, set()).add(name)
        elif score >= ONE_PERSON or is_slip(counts.get(name, 0), counts.get(other, 0)):
            edges.append((-score, name, other))
            near.setdefault(name, []).append((score, other))
            near.setdefault(other, []).append((score, name))
    groups = Groups(people)
    for name, other in sorted(links):
        groups.join(name, other, [apart])
    for cost, name, other in sorted(edges):
        if not (torn(name, other, -cost, near, unlike, people) or torn(other, name, -cost, near, unlike, people)):
            groups.join(name, other, [apart, unlike])
    names = sorted(whole | {name for pair in links for name in pair})
    return [(name, groups.least[groups.root(name)]) for name in names]


def is_slip(count, other_count):
    """Tell whether of two names one article has the one, and several have the other."""
    return min(count, other_count) == 1 and max(count, other_count) >= SEVERAL


def torn(name, other, score, near, unlike, people):
    """Tell whether the name goes as well with somebody who cannot be the other."""
    rivals = unlike.get(other, ())
    persons = people.get(other)
    for its_score, third in near[name]:
        is_as_near = third != other and its_score > score - AS_WELL
        if is_as_near and (third in rivals or (persons and third in people and not persons & people[third])):
            return True
    return False


class Groups:
    """Names joined so far; each group knows its members, its least name and its people."""

    def __init__(self, people):
        self.parent, self.members, self.least, self.people = {}, {}, {}, {}
        self.known = people

    def root(self, name):
        """Return the name that stands for its group."""
        if name not in self.parent:
            self.parent[name], self.members[name], self.least[name] = name, [name], name
            self.people[name] = set(self.known.get(name, ()))
        while self.parent[name] != name:
            self.parent[name] = self.parent[self.parent[name]]
            name = self.parent[name]
        return name

    def join(self, name, other, barriers):
        """Join the groups of two names, unless somebody of the one may not be with somebody of the other."""
        small, large = self.root(name), self.root(other)
        if small == large or len(self.people[small] | self.people[large]) > 1:
            return
        if len(self.members[small]) > len(self.members[large]):
            small, large = large, small
        for barrier in barriers:
            for member in self.members[small]:
                if any(self.root(each) == large for each in barrier.get(member, ())):
                    return
        self.parent[small] = large
        self.members[large] += self.members.pop(small)
        self.people[large] |= self.people[small]
        self.least[large] = min(self.least[large], self.least[small])
