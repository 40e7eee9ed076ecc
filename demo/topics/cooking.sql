CALL pg_temp.learn('cooking', $$
dish: lentil soup | mushroom risotto | jollof rice | shakshuka | chickpea curry | roast cauliflower | noodle soup | potato salad | congee | bean stew | fish soup | spinach pie | goulash
spice: cumin | smoked paprika | sumac | ginger | black cardamom | fresh thyme | coriander seed | chilli | caraway | lemon zest
market: a crate of tomatoes | the last good plums | three kinds of greens | a pumpkin the size of a dog | the ugliest carrots in town | far too many courgettes | a bunch of dill like a bouquet
guests: four | six | seven | nine | eleven
+ {dish} for {guests} tonight, and not a spoonful left. That is my kind of review.
+ Toast the {spice} first. I resisted for years. I was wrong for years.
+ Came home from the market with {market} and no plan. We ate like royalty.
+ My father's {dish}, made from his handwriting. I could read about half of it. It was enough.
+ A little {spice} in {dish}. Do it and report back.
+ The kids asked for more {dish}. I asked them to repeat it, slowly, for the record.
+ Cooked {dish} with the window open {when}, and somebody shouted up to ask what it was.
- Burnt {dish}. The smoke alarm cheered me on.
- I followed the recipe for {dish} to the letter. The letter was wrong.
- "A pinch" of {spice}. The lid came off. We are having sandwiches.
- {guests} guests, one pot, and the gas ran out halfway through {dish}.
- I have {market} and nobody answers my calls any more.
= {dish} is better on the second day. So are most plans.
= {@spice} in everything this month. I will not be stopped.
= A sharp knife, a heavy pan, {spice}. The rest is furniture.
= Leftover {dish} for breakfast. Adulthood is what you make of it.
= There are {guests} ways to make {dish}, and my aunt approves of one.
= Today's lunch: {dish}, standing up, from the pot, in the sun.
= Salt early, taste often, sit down to eat.
? What do you do with {market}? It is looking at me.
? {dish}: with or without {spice}? This may end a friendship.
? What is the dish you make when there is nothing in the house?
? Who taught you to cook, and what was the first thing?
> Roast it. When in doubt, roast it.
> My grandmother, and it was {dish}.
> Eggs, rice, {spice}. Saved me a hundred times.
> With. Always with.
> Half of it into the freezer today, and you will thank yourself.
$$);
