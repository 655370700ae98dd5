import sys, datetime as dt
from collections import Counter
import pytest
from pipeline import assess, packs as pp
from tests.reference import world
from tests.reference.packs import make
from tests.reference.people import Crowd
from tests.reference.outcome import outcomes
import os
from tests.reference import rules as R, outcome as O
def patch():
    O.cut=lambda s,c:s
def test_it(make_warehouse, monkeypatch):
    if os.environ.get('P'): patch()

    settings=make_warehouse()
    known={}
    monkeypatch.setattr(pp,"load",lambda s,c: known[c])
    tot=Counter(); ex={}
    for s in range(int(os.environ.get("A","0")),int(os.environ.get("B","8"))):
        c=make(s); pack=world.pack_of(c); known[pack.pack_code]=pack
        crowd=Crowd(c,s); people=crowd.people(int(os.environ.get("N","200")))
        world.put(settings,pack,people,crowd.history_years)
        r=crowd.rules
        for on in (r.start-dt.timedelta(1), r.start+(r.end-r.start)/2, r.end, r.end+dt.timedelta(25)):
            try: assess.run(settings,pack.pack_code,on)
            except Exception as e:
                tot["CRASH "+str(s)+" "+str(e)[:120].split("[SQL")[0]]+=1; break
            found=world.results(settings,pack.pack_code)
            for p in people:
                for y,o in outcomes(r,p,on,crowd.history_years).items():
                    if o.reward_fen is None and os.environ.get('P') and y!=r.plan_year and o.status=='enrolled' and r.reward: import dataclasses; o=dataclasses.replace(o,reward_fen=0)
                    d=world.difference(o,found.pop((world.key_of(pack.pack_code,p.number),y),None))
                    tot["n"]+=1
                    if d:
                        tot["diff"]+=1
                        k=" ".join(sorted(f"{c}:{a}->{b}" if c in("status","rule_id","waiting_months","settled_on") and not c=="rule_id" else c for c,(a,b) in d.items()))
                        tot[k]+=1
                        if "rule_id" in d: tot[str((o.status, y==r.plan_year,d["rule_id"], o.category, d.get("category")))]+=1
                        (len(p.rows)+len(p.receipts)<=len(ex[k][3].rows)+len(ex[k][3].receipts) if k in ex else True) and ex.__setitem__(k,(s,on,y,p,d,o))
            tot["extra"]+=len(found)
    print('Counter',tot['n'],tot['diff'],tot['extra']); [print('  ',v,k) for k,v in tot.most_common(60)]
    for k,v in sorted(ex.items(), key=lambda kv:-tot[kv[0]])[:int(os.environ.get("K","4"))]:
        print("-----",k,tot[k]);
        for x in v: print("   ",x)
