CALL pg_temp.learn('gardening', $$
plant: tomatoes | runner beans | sweet peas | dahlias | courgettes | strawberries | peas | radishes | sunflowers | marigolds | chillies | pumpkins | leeks
pest: slugs | snails | aphids | pigeons | caterpillars with a plan | squirrels
pot: a bucket | an old sink | a tea tin | a boot | three yoghurt pots | a drawer from a broken dresser
weeks: two | three | five | six | ten
+ The first {plant}! Small, crooked, mine.
+ Sowed {plant} in {pot} {when}. Now the long stare at the soil begins.
+ Swapped {plant} for a jar of honey over the fence. Both of us think we won.
+ {plant} survived the {pest}, the wind, and my advice.
+ A frog has moved in under {pot}. Rent is paid in {pest}.
+ Gave up on {plant} {weeks} weeks ago. {plant} did not give up on me.
+ The whole stairwell smells of {plant} and nobody has complained yet.
- {pest} ate the {plant}. Not some of it.
- I went away for {weeks} days. The {plant} are a jungle, except the one I asked about.
- Watered {plant} for {weeks} weeks with great care. It was a weed.
- The wind flattened the {plant}. We have made a bed of leaves and said a few words.
- The {pest} have learned to climb {pot}. Evolution is not on my side.
= {weeks} weeks from seed to salad. {weeks} seconds from salad to {pest}.
= My balcony is two square metres and holds {plant}, {+plant} and most of my hope.
= You can grow {@plant} in {pot}. You can grow nearly anything in {pot}.
= Gardeners do not argue. They give each other {plant} until one moves away.
= A note to myself in the seed tin: fewer {plant}. I know I will not listen.
= The best fertiliser is the gardener's shadow, says everybody's grandfather.
? What keeps {pest} away from {plant} without poison? I have tried begging.
? Can {plant} live on a north-facing balcony, or am I being cruel?
? Does talking to {plant} help? And if so, about what?
? Who has seeds of {plant} to swap? I offer {+plant}, and gratitude.
> Copper tape, and a torch at night. You will feel like a detective.
> Mine gets an hour of sun and is doing fine. Try it.
> I have {plant} seeds for half the city, write to me!
> Gossip. They love gossip.
> More water, less worry.
$$);
