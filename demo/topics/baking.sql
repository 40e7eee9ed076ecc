CALL pg_temp.learn('baking', $$
loaf: rye loaf | focaccia | sourdough | walnut loaf | brioche | seeded loaf | milk loaf | flatbread | potato loaf | caraway rye | spelt loaf
cake: lemon cake | plum tart | carrot cake | poppy seed roll | honey cake | pear tart | rhubarb crumble | walnut tart | semolina cake | cherry slice
starter: Gerald | Bubbles | the Colonel | Doughlores | Auntie | Yeasty Boy | Margarine | the Tenant
n_of: one | two | three | four | five
+ {loaf}, third try, and the crumb finally looks like bread and not like a paperweight.
+ The {cake} rose evenly. I stood before the oven door like it was a cinema.
+ Gave half of a {loaf} to the neighbours and got {n_of} eggs back. The old economy works.
+ Baked a {cake} {when} for no occasion. The best occasion.
+ {@starter}, my starter, doubled in four hours. I have never been so proud of a jar.
+ Swapped half the sugar in the {cake} for dates and nobody noticed. Not even me.
+ The sound of a {loaf} crackling as it cools. That is the post.
+ My niece shaped the buns {when}. No two alike, every one perfect.
- The {loaf} did not rise. We are calling it a cracker and moving on.
- Salt instead of sugar in the {cake}. From the outside it is beautiful.
- Forgot {@starter} at the back of the fridge for {n_of} weeks. We are not on speaking terms.
- Opened the oven too early. The {cake} sighed and sat down.
- Flour on the floor, the ceiling, the cat. The {loaf} is somewhere among it.
= Nobody needs {n_of} kinds of {loaf}, and yet here we are.
= The secret of a {cake} is to leave it in peace. The secret of most things, really.
= A {loaf} is only flour, water, salt and a free Saturday.
= {@starter} is older than my phone, and more reliable.
= Weigh it. Whatever it is, weigh it.
= Rule of the house: who bakes the {cake} gets the corner piece.
? {loaf}: seeds inside, on top, or both?
? How do you keep a {loaf} fresh for {n_of} days without it turning to rubber or stone?
? What did you name your starter? Mine is {@starter} and I feel it could be grander.
? Is a {cake} for breakfast wrong if there is fruit in it?
> Wrap it in a linen cloth, cut side down. Works for days.
> Both. Seeds are not a place to save.
> Fruit makes it breakfast. That is the law.
> Colder and longer. Overnight in the fridge, every time.
> A cast-iron pot changed everything for me.
$$);
