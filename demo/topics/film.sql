CALL pg_temp.learn('film', $$
film: "The Lighthouse Inspector" | "Two Umbrellas" | "A Quiet Heist" | "Night Bus to Nowhere" | "The Piano Mover" | "Ninety Days of Fog" | "My Uncle's Submarine" | "The Fishmonger's Opera" | "Half a Kingdom" | "Postcards from the Moon"
kind_of: silent films | slow documentaries | heist films | old musicals | films about trains | animation | courtroom dramas | films with subtitles | black-and-white comedies
scene: the kitchen scene | the long shot over the harbour | the dance in the car park | the last five minutes | the scene with the goose | the phone call in the rain
people: three | four | six | nine
+ Saw {film} with {people} people in the room. We all stayed until the very last credit.
+ {scene} in {film}. I have nothing to add. I have been thinking about it since {day}.
+ The small cinema in {city} is showing {@kind_of} all month. You know where to find me.
+ My mother laughed so hard at {scene} that the row behind us started laughing at her.
+ {film} in the open air {when}, with blankets, bats and one very loud frog.
+ The projectionist came out to tell us why she loves {film}. Better than any trailer.
- Fell asleep in {film}. Woke up at {scene}. I feel this was the right cut.
- Somebody unwrapped sweets through all of {scene}. One. By. One.
- They walked past a perfectly good boat in {film}. I cannot let it go.
- Went to see {film}, sat in the wrong room, watched a different one to the end.
= {film}: nothing happens, and then you notice you have been holding your breath.
= I could watch {@kind_of} all winter.
= The best seat is the fifth row, slightly left. Fight me, gently.
= Whoever chose the wallpaper in {film} deserves every prize.
= {scene} takes nine minutes and has no words. None needed.
= Popcorn is a percussion instrument. Choose your moments.
? Which film do you know by heart and would still watch tonight?
? First film you saw in a cinema? Mine had a goose in it. I was never the same.
? {film} with a ten-year-old: yes, or nightmares?
? Where does one start with {kind_of}?
> {film}. Then everything else.
> Yes, but talk about {scene} afterwards.
> Start with the short ones, they are forgiving.
> Mine was {film}, and I hid under the seat.
$$);
