/** Short, plain, friendly English words that passwords of students are made of: each once, of three to seven small letters. */

export const ENGLISH_WORDS: readonly string[] = `
acorn acre active actor adult advice agenda agent agile album alert almond amber amount ample anchor angle
answer ant anthem anvil apple apricot apron arch archery arrive arrow artist ask aspen atlas atom attic
aunt author autumn awake award azure baby badge badger bagel bake baker balance balcony ball ballad ballet
balloon balsam bamboo banana bandana banjo banner barber barge barley barn base basic basil basket bat
batch bay bayou beach beacon beam bean beanie bear beat beaver bed bee beet beetle begin beige bell belt
bench berry bicycle big bike binder birch biscuit bison blanket blend blink bloom blossom blouse blue
bluff boar boat bold bolt bond bonnet bonus book boot borrow bottle bottom bounce bow bowl bowling box
bramble branch brave bread breathe breeze breezy brick bridge brief bright brisk broad bronze brook broom
brother brown brush bubble bucket buckle bud buffalo bug bugle build bulb bun bundle bunny bus bush busy
butcher butter button cab cabbage cabin cabinet cable cactus cafe cake calm camel camera camp canal canary
candle candy canoe canyon cap cape captain car card careful cargo caring carp carpet carrot carry cart
cashew castle casual cat catch cattle cave cavern cedar ceiling celery cellar cello center century cereal
chain chair chalk chance chapel chapter charm chart chase cheer cheese cheetah chef cherry chess chick
chief child chili chimney chisel choice choir choose chord chorus church cicada circle circus city civil
clam clamp clap class classic clean clear clerk clever cliff climate climb clip cloak clock clog close
closet cloud cloudy clove clover clue coach coast coat cobalt cocoa coconut cod coin cold collar collect
color colt comet comfort comic common compass concert condor convoy cook cookie cool copper coral corn
corner cosmic cosmos cottage cotton couch count courage court cousin cove cover cow coyote cozy crab
cracker cradle crane crank crate crater crayon cream create creek crepe crew crib cricket crimson crisp
cross crow crowd crown cruise cube cuckoo cumin cup cupcake curious curry curtain cushion custard custom
cycle cycling cymbal cypress dahlia daily daisy dance dancer darts date dawn day dear decent deck deep
deer degree deliver delta denim dentist depot desert design desk detail dew diary dice dig digit dill
dingo direct dish diver dizzy dock doctor dog dolphin dome domino donkey donut door double dough dove
dozen draw drawer dream dress drift drill drive drizzle drop drum drummer duck duet dune dusk eager eagle
early earth easel easy ebony echo eclipse edge editor eel effort egret eight elbow elegant eleven elk elm
emerald emu energy engine entry equal eraser essay even evening event exact example explore extra fable
fabric fact factory fair falcon family famous fan fancy farm farmer fast father feather felt fence fencing
fennel fern ferret ferry fetch fiction fiddle field fig figure file finch find fine finger finish fir
firefly firm first fisher fit five fjord flag flake flame flannel flash flat fleece float floor flour flow
flower fluffy flute fly focus fog fold folder follow fond forest fork fort forum four fox frame free
freight fresh friend frog frost frosty fudge full funnel funny furnace future fuzzy galaxy gallery game
garage garden garlic gate gather gazelle gear gecko gentle genuine gerbil giant giddy ginger giraffe give
glacier glad glass glen glide glider global globe glory glove glow glue goal goat gold golden golf gondola
gong good goose gopher gorge gown grade grain grand grandma grandpa grape grass gravity gravy gray great
green greet grove grow guard guava guess guide guitar gulf gull guppy gust gym haddock hail half halibut
hall hallway hammer hammock hamster hand handle hangar happy harbor hardy hare harmony harp harvest hat
hatch hawk haze hazel hear heart hearty heater heather hedge height helmet help helpful herb heron herring
high highway hike hill hinge hippo history hockey holiday holly home honest honey hood hook hoop hop
hopeful horse hose hostel hotel hound hour house hug huge hum humble hundred hurdle hut hyena hymn ibis
ice icicle idea ideal igloo iguana image imagine impala inch index indigo ink inn insect invent invite
iris island isle item ivory ivy jackal jacket jade jaguar jam janitor jar jasmine jay jazz jeans jeep
jelly jersey jet jewel jeweler jigsaw jog join joke jolly journal journey joyful judge judo jug juggle
juice jump jungle juniper jupiter kale karate kayak kazoo keen keep kestrel ketchup kettle key khaki kilt
kimono kind kiosk kitchen kite kitten kiwi knee knife knight knit know koala lace ladder ladle ladybug
lagoon lake lamb lamp land lantern large lark lasting laugh launch laurel lawyer lead leaf league lean
leap learn ledge leek legend lemon lemur lens lentil leopard lesson letter lettuce level lever library lid
lift light likely lilac lily lime limit linden line linen linger lion list listen lively lizard llama
lobby lobster local lock locket locust lodge loft logic long look loon lorry lotus loud lounge love lovely
loyal luck lucky lullaby lunar lunch lute lynx lyric macaw magenta magic magnet magpie major make mallard
mallet mammoth manatee mango manner mansion mantis map maple marble march marker market maroon marsh mask
mason match math mauve mayor meadow measure medal meerkat meet mellow melody melon melt member memo memory
mend menu mercury merit merry mesa metal meteor method middle mighty mild milk mill million miner minnow
mint minute mirror mist mitten mix model modern modest mole moment monkey monsoon moon moor moose morning
moss moth mother motion motor motto mouse move muffin mug mule museum music mussel mustard mystery myth
nail napkin narrow nation native nature navy neat needle nephew neptune nest net nettle new newt nice
niece night nimble nine noble nod noodle noon normal north note notice nova novel number nurse nut oak oar
oasis oat object oboe ocean ocelot ochre octopus offer office olive omelet onion open opera option orange
orbit orchard orchid order orderly oregano organ origin oriole osprey ostrich otter oval oven overall owl
oyster pack paddle page pail paint painter pair pajama palace palm pan pancake panda panel pansy panther
pantry papaya paper parade parent park parka parrot parsley parsnip part partner past pasta pastry patch
path patient patio pattern pea peace peach peacock peak peanut pear pearl pebble pecan pedal peel pelican
pen pencil penguin people pepper perch perfect period petal phone photo piano piccolo pick pickle picnic
pie piece pier pigeon pike pillow pilot pin pine pink pipe pitcher pixel pizza place plain plan plane
planet plank plant plate plateau play playful plaza plenty pliers plot plover plow plum plumber pluto
pocket poem poet point polish polite polka polo poncho pond pony pool popcorn poplar poppy popular porch
porter possum poster pot potato potter pour power prairie prawn present prime print printer prize project
promise proof proper proud pudding puffin pull pulley puma pump pumpkin pupil puppy pure purple purpose
push puzzle pyramid quail quarry quarter quest quick quiet quilt quince quiz quote rabbit raccoon race
racket radio radish raft rail rain rainbow raisin rake ramp ranger rapid rare rate raven reach read ready
real reason recess recipe record redwood reed reef regal region relay repair reply report rest result
reward rhino rhythm ribbon rice rich riddle ride ridge right ring rinse ripe rise river rivet road roam
robe robin robot robust rock rocket rod roll roof room rooster root rope rose round route rowboat royal
rub ruby rudder rug rugby ruler run russet rustic rye saddle safari safe saffron sage sail sailor salad
salmon salsa salt salty samba sample sand sandal sandy sapling sardine saturn sauce saucer savanna save
saw scale scallop scarf scarlet scholar school science scone scoop scooter score screen screw sea seagull
seal search season second seed send sense series sesame session seven shade shadow shape share shark shawl
shed sheep shelf shelter sherbet shine shiny ship shirt shoe shop shore short shovel show shower shrew
shrimp shrub shuttle side sieve sign signal silent silk silky silver simple sincere sing singer sink sip
sister six size skate sketch ski skill skip skipper skirt skunk sky slate sled sleek sleep sleepy sleet
sleeve sleigh slide slim slipper slope sloth slow small smart smile smooth snail sneaker sniff snow snowy
snug soap soccer social society sock sofa soft solar solid solo solve sonata song sort sound soup south
space spade spare spark sparrow speak special speech speed speedy spell sphere spicy spider spin spinach
spirit splash sponge spoon sport spot spout spring sprint sprout spruce square squash squid stable stack
stadium staff stag stage stairs stamp stand staple star start state station stay steady stem step stew
stick still stir stone stool stork storm story stout stove strait stream street stretch string stripe
strong studio study sturdy style subway success sudden sugar suit summer summit sun sunbeam sunny sunrise
sunset super sure surf surgeon sushi swallow swamp swan swap sway sweater sweet swift swim swing switch
symbol syrup system table taco tadpole tailor talent talk tall tame tan tandem tango tape tapir target
tart task taste taxi tea teach teacher teal team teapot tell temple tempo tender tennis tent term tern
thank theater theory thick thimble thing think third thistle thought thread three throw thrush thunder
thyme ticket tide tidy tie tiger tile timber time tiny tiptoe tire title toad toast toaster toffee token
tomato tool top topaz topic torch toss total toucan touch toward towel tower town toy trace track tractor
trade trail trailer train tram travel tray treat tree trend trick trim trio trip tripod trophy trout truck
true trumpet trust truth try tub tuba tugboat tulip tumble tuna tundra tune tunic tunnel turkey turn
turnip turtle tutor tuxedo twelve twenty twig twin twine twist ukulele umber umpire uncle unfold unit
unite upbeat update uranus useful valid valley value van vanilla variety vase vast velvet venus verse vest
vet view villa village vine viola violet violin vision visit vivid voice volcano volley vote voyage waffle
wagon wait waiter wake walk wall wallet walnut walrus waltz wander warm wash wasp watch water wave wavy
wealth weasel weather weaver week welcome welder west whale wharf wheat wheel whisk whisper whistle whole
wide willing willow wind window windy wing wink winner winter wire wisdom wise wish witty wolf wombat
wonder wooden woods wool word work world worm worthy wrap wren wrench write writer yacht yak yam yard yarn
yawn year yellow yew yoga yogurt young yoyo zebra zero zesty zigzag zinnia zipper zoo zoom
`
  .trim()
  .split(/\s+/)
