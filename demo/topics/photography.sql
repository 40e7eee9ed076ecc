CALL pg_temp.learn('photography', $$
subject: shop signs | empty chairs | laundry lines | hands at work | stairwells | puddles | dogs waiting outside shops | old door handles | window boxes | people reading | bus stops at night
camera: my father's rangefinder | a plastic toy camera | the phone with the cracked lens | a borrowed twin-lens | the heavy one | a pinhole camera made of a biscuit tin
film_roll: twelve | twenty-four | thirty-six
light: side light | flat grey light | the last ten minutes of sun | light through a dirty window | neon after rain | that blue after sunset
+ {light} on {subject} {when}. I only had to stand still.
+ Got the roll back from {@camera}. {film_roll} pictures, one good one. That is a good roll.
+ A woman let me take her portrait and then asked to take mine. Hers is better.
+ The darkroom in {city} has reopened. I smell of vinegar and joy.
+ {subject}, the series, is finished. {film_roll} prints drying on the line in the hall.
+ Printed a picture for the man in it. He has hung it in his shop, behind the onions.
- {film_roll} frames of {subject}, lens cap on.
- Left {@camera} on the roof of a car. It was not my car. It drove off.
- Waited an hour for {light}. Then {~weather}.
- The roll had been used before. I now have {subject} on top of a stranger's wedding.
= {subject} tell you more about a city than any tower.
= {light} forgives everything.
= No picture today. Only looking. That counts.
= I take {@camera} everywhere for a week, then I see {subject} everywhere for a month.
= Step closer. Then take one more step.
= Everybody photographs the sunset. Turn round: look what it does to {subject}.
? What do you photograph again and again without knowing why? For me it is {subject}.
? {light}: expose for the shadows or the sky?
? How do you ask a stranger for a portrait? I go red and point at {@camera}.
? Where do you put all the prints? I am out of walls.
> Shadows. Always shadows.
> Smile first, ask second, thank twice.
> Give them away. Best archive there is.
> {subject} here. Ten years of it.
$$);
