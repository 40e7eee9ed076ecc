CALL pg_temp.learn('music', $$
instrument: cello | trumpet | banjo | clarinet | viola | kora | ukulele | double bass | bassoon | melodica | tabla
genre_of: old tangos | choir music | highlife | brass bands | slow jazz | lullabies | sea shanties | string quartets | dub | folk songs from everywhere
venue: the church hall | a cellar | the park bandstand | a kitchen | the bakery's back room | a stairwell | the underpass
bars: eight | sixteen | thirty-two | twelve
+ Got through {bars} bars on the {@instrument} without a wrong note. The neighbour knocked: applause, I think.
+ Heard {genre_of} in {venue} {when}. Forty people, one lamp, no phones.
+ Our little band played {venue}. Somebody danced. It was not a relative.
+ Bought a second-hand {instrument} with a name scratched inside. Hello, Rosalind.
+ The choir finally got the {bars} bars in the middle. You could hear us hear it.
+ A man in {venue} played {genre_of} on a {instrument}. I missed two trains and would miss more.
+ Taught my son three chords. He has written an album.
- String broke in bar {bars}. Of the solo. In {venue}. In front of my teacher.
- I have had the same {bars} bars in my head since {day}. Not even the good ones.
- The {@instrument} does not like {~weather}. Neither of us is in tune.
- Came in one bar early. Alone. With feeling.
- The recording proves it: I do not play the {@instrument}, I negotiate with it.
= {genre_of} while cooking, {+genre_of} while washing up. Balance.
= The {instrument} is a simple thing: you only have to do it every day for ever.
= Silence after the last note is part of the piece. Let it be.
= {@genre_of} on the old record player, window open, {~weather} outside.
= Practise slowly. No, slower.
= Every {instrument} sounds best in {venue}.
? What should I listen to if I love {@genre_of} and want to be surprised?
? When did you start your instrument, and did you ever stop?
? How do you practise the {@instrument} in a flat with thin walls? Asking before the neighbours do.
? First record you bought with your own money?
> A sock in the bell. Not joking.
> {genre_of}, on a long walk, loud.
> Started at six, stopped at sixteen, started again at forty. Do it.
> Play for the neighbours once, on purpose. They forgive everything after.
$$);
