/**
 * Words that prompts of a set length are made of: short and common, so that most tokenizers have each as one token. Their
 * order is part of the workload: a change makes other prompts of the same seed.
 */
export const words: readonly string[] = `
about above across after again air all almost along also always among animal answer apple area arm around ask autumn
back bad bank base basket be bear because bed before begin behind bell below best better between big bird black blue
boat body book both bottle box boy branch bread bridge bright bring brother brown build bus busy but buy by call camp
can car card care carry case cat catch chair change child church city class clean clear climb clock close cloud coat
cold color come cook cool corn corner count country cover cow cross cup cut dance dark day deep desk door down draw
dream dress drink drive dry each early earth east easy eat edge egg eight end engine enough even evening ever every
eye face fall family far farm fast father field fill find fine fire first fish five floor flower fly follow food foot
for forest four free fresh friend from fruit full game garden gate girl give glass go gold good grass gray great
green ground group grow hair half hand happy hard hat have head hear heart heat help here high hill hold home horse
hot hour house how ice idea if in inside iron island it job join jump just keep key kind king kitchen know lake lamp
land large last late laugh lead leaf learn leave left leg letter life light like line list little live long look
love low lunch machine make man many map market may meat meet milk minute money month moon more morning most mother
mountain move much music name near neck need never new next nice night nine noise north nose not note now number
ocean of off office often oil old on once one only open orange order other our out over own page paint paper park
part party pass past path pay pen people picture piece place plan plant play point pool poor port post power pull
push put quick quiet rain read ready red rest rice rich ride right ring rise river road rock roof room root round row
run safe salt same sand say school sea season seat see sell send set seven shade shape share she ship shoe shop short
show side sign silver simple sing sister sit six skin sky sleep slow small smile snow so soft some song soon sound
south space speak spring square stage stand star start station stay step still stone stop store story street strong
summer sun sure sweet swim table take talk tall taste tea tell ten than that the their them then there they thing
think three through time to today together tomorrow top touch town toy trade train travel tree trip true turn two
under until up use valley very view village visit voice wait walk wall want warm wash watch water way we weather week
well west wheel when where while white who why wide wild will wind window winter wish with wood word work world
would write yard year yellow yes yet you young
`
  .trim()
  .split(/\s+/);
