CALL pg_temp.learn('games', $$
game: the one with the sheep | the one with the trains | the bird game | the dungeon one | chess | go | dominoes | backgammon | the bluffing one | the farm one | the co-op one about the island
piece: the tiny wooden goat | the last blue cube | the sand timer | half a rulebook | the seventh die | the first-player token
rival: my aunt | my nine-year-old nephew | the new neighbour | my flatmate | the librarian | grandpa
rounds: two | three | four | six
+ Won {game} against {rival} for the first time. Photo of the board goes into a frame.
+ Taught {rival} {game} {when}. I was beaten within the hour. Proud teacher.
+ Found {piece} behind the radiator after {rounds} years. The set is whole again.
+ {rounds} rounds of {game}, one pot of tea, nobody looked at a screen.
+ {rival} made a map of our whole campaign, with drawings. I may cry.
+ The library lends board games now. I have carried {game} home like treasure.
- Lost {game} to {rival}, who "was not really paying attention".
- The cat walked over {game} in the last round. {rival} says the cat's move stands.
- {piece} has gone missing again. We play with a raisin now. Somebody ate it.
- {rounds} hours of {game} ended in a draw and a discussion about the rules.
- Read the rulebook of {game} aloud. Everybody was asleep by the chapter on scoring.
= {rival} plays {game} like weather: no malice, much damage.
= House rule: who owns {game} makes the snacks.
= In {game} I always build too early. In life too.
= {@game} is not about winning. It is about {rival} not winning.
= You learn a lot about people when {piece} is on the table.
= Game night is {day} now. {rival} brings dumplings. Attendance is up.
? What do you play with {rounds} people and half an hour?
? Is it cheating if {rival} taught me the wrong rules on purpose?
? {game} for somebody who hates {game}: what would you try?
? Which game would you take to a lighthouse for a month?
> {game}. It fits in a coat pocket.
> All is fair against {rival}.
> {game}, and I do not say that lightly.
> Cards. A pack of cards is a hundred games.
$$);
